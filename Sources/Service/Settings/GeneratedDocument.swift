/// A file of the repository that is made from tables in the source.
///
/// `cairnd docs` writes them; a test fails when one is not what the tables say.
package struct GeneratedDocument: Sendable {
    /// Relative to the root of the repository.
    package let path: String
    package let text: String

    /// Every generated file.
    package static let all = [
        GeneratedDocument(path: "Config/cairnd.conf", text: Settings.configurationFileText),
        GeneratedDocument(path: "Docs/CONFIGURATION.md", text: Settings.documentText),
        GeneratedDocument(path: "Docs/API.md", text: APIDocument.text),
        GeneratedDocument(path: "Docs/METRICS.md", text: MetricsDocument.text),
        GeneratedDocument(path: "Docs/TELEMETRY.md", text: TelemetryDocument.text),
        GeneratedDocument(path: "Docs/FORMATS.md", text: FormatsDocument.text),
    ]
}
