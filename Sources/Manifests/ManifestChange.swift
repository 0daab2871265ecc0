package import Records

/// One edit of a manifest is an edit of a sample.
package typealias ManifestChange = SampleChange
