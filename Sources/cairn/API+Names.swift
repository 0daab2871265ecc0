/// The names of members in the server's JSON, by the document they stand in.
///
/// Members that are only shown are named in Output/Tables.swift.
extension API {
    static let next = "next"

    enum Problem {
        static let title = "title"
        static let detail = "detail"
        static let requestID = "requestID"
        static let line = "line"
        static let conflicts = "conflicts"
        static let current = "current"
        static let quota = "quotaBytes"
        /// What every problem has; other members are its own.
        static let known = ["type", "title", "status", "detail", "instance", "requestID"]
    }

    enum Upkeep {
        static let collection = "collection"
        static let scrub = "scrub"
        static let state = "state"
        static let running = "running"
        static let failed = "failed"
        static let failure = "failure"
        static let report = "report"
        static let dryRun = "dryRun"
        static let step = "step"
        static let done = "done"
        static let total = "total"
        static let count = "count"
        static let bytes = "bytes"
    }

    enum Dataset {
        static let list = "datasets"
        static let namespace = "namespace"
        static let name = "name"
    }

    enum Deletion {
        static let list = "deletions"
    }

    enum Version {
        static let list = "versions"
        static let number = "number"
        static let digest = "digest"
        static let samples = "samples"
    }

    enum Ref {
        static let list = "refs"
        static let name = "name"
        static let kind = "kind"
        static let version = "version"
    }

    enum Merge {
        static let from = "from"
        static let into = "into"
        static let version = "version"
        static let prefer = "prefer"
        static let message = "message"
        static let outcome = "outcome"
        static let changes = "changes"
    }

    enum Commit {
        static let version = "version"
        static let added = "added"
        static let changed = "changed"
        static let removed = "removed"
        static let unchanged = "unchanged"
        static let newBlobs = "newBlobs"
        static let newBytes = "newBytes"
    }

    enum Sample {
        static let list = "samples"
        static let key = "key"
        static let fields = "fields"
        static let parts = "parts"
        static let digest = "digest"
        static let bytes = "bytes"
    }

    enum Difference {
        static let list = "differences"
        static let key = "key"
        static let change = "change"
        static let from = "from"
        static let to = "to"
        static let summary = "summary"
        static let added = "added"
        static let removed = "removed"
    }

    enum Shard {
        static let list = "shards"
        static let number = "number"
        static let bytes = "bytes"
    }

    enum Labelset {
        static let list = "labelsets"
        static let name = "name"
    }

    enum Annotation {
        static let list = "annotations"
        /// The field of an annotation that names none.
        static let standardField = "class"
        static let sample = "sample"
        static let field = "field"
        static let value = "value"
        static let category = "class"
        static let probabilities = "probabilities"
        static let text = "text"
        static let number = "number"
        static let attributes = "attributes"
        static let confidence = "confidence"
        static let source = "source"
        static let identifier = "id"
        static let sequence = "sequence"
        static let created = "created"
        static let unchanged = "unchanged"
    }

    enum Change {
        static let list = "changes"
        static let sequence = "sequence"
    }

    enum View {
        static let dataset = "dataset"
        static let version = "version"
        static let split = "split"
        static let filter = "filter"
        static let parts = "parts"
        static let partName = "name"
        static let partSentAs = "as"
        static let labels = "labels"
        static let labelset = "labelset"
        static let labelField = "field"
        static let labelAsOf = "asOf"
        static let labelName = "name"
        static let labelSentAs = "as"
        static let seed = "seed"
        static let order = "order"
        static let sequential = "sequential"
        static let balance = "balance"
    }

    enum Mixture {
        static let components = "mixture"
        static let view = "view"
        static let weight = "weight"
        static let samples = "samples"
    }

    enum Benchmark {
        static let list = "benchmarks"
        static let name = "name"
        static let dataset = "dataset"
        static let version = "version"
        static let split = "split"
        static let reference = "reference"
        static let labelset = "labelset"
        static let asOf = "asOf"
        static let metrics = "metrics"
        static let parameters = "parameters"
    }

    enum Run {
        static let list = "runs"
        static let benchmark = "benchmark"
        static let model = "model"
        static let predictions = "predictions"
        static let metrics = "metrics"
        static let failures = "failures"
        static let confusions = "confusions"
    }

    enum Agreement {
        static let disagreements = "disagreements"
    }

    enum Comparison {
        static let bothWrong = "bothWrong"
        static let regressions = "regressions"
        static let fixes = "fixes"
    }

    enum Leaderboard {
        static let list = "rows"
        static let apart = "apart"
    }

    enum Token {
        static let list = "tokens"
        static let name = "name"
        static let scope = "scope"
        static let lifetimeSeconds = "lifetimeSeconds"
        static let token = "token"
    }
}
