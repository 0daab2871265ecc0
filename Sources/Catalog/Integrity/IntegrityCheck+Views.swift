import SQL

extension IntegrityCheck {
    /// Holds views against their digests, and their positions against the versions that they are
    /// of; and mixtures against their digests.
    mutating func checkViews() throws {
        for digest in try checkRecipes(of: "mixture")
        where (try? Mixtures(storage).mixture(digest)) == nil {
            report.note(.recipeBroken(digest))
        }
        for digest in try checkRecipes(of: "view")
        where (try? Views(storage).source(of: digest, plans: PlanCache(byteLimit: 0))) == nil {
            report.note(.recipeBroken(digest))
        }
    }
}
