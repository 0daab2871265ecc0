package import Codecs
package import Manifests
package import Records

/// Why the catalog refuses: facts, which Service turns into problems.
package enum CatalogError: Error, Equatable {
    case datasetMissing(DatasetPath)
    case datasetExists(DatasetPath)
    /// The name belongs to a dataset that was deleted and can be brought back.
    case datasetDeleted(DatasetPath)
    /// A benchmark is made of the dataset, which therefore stays.
    case datasetInUse(DatasetPath, by: BenchmarkName)
    /// The dataset has no version of that name.
    case versionMissing(DatasetPath, VersionReference)
    /// The namespace would have more bytes than it may.
    case quotaExceeded(Quotas.Usage, adding: Int64)
    case refMissing(DatasetPath, RefName)
    /// The name is taken: by a tag, which never moves, or by the other kind.
    case refExists(Ref)
    /// A branch that stands elsewhere is only moved by somebody who says where he knows it.
    case refUnconditional(Ref)
    /// The branch stands elsewhere than the caller believes; `expected` is the number of a version,
    /// 0 for none.
    case refMoved(RefName, expected: Int, current: Version?)
    /// The branch main is always there.
    case refIsMain
    /// Both sides have changed the same samples; the first ones only.
    case mergeConflicts([ThreeWayMerge.Conflict], count: Int)
    /// The two versions have no common ancestor.
    case unrelated(Int, Int)
    /// The version was made from no other, so there is nothing to go back to.
    case nothingBefore(Int)
    case sampleMissing(SampleKey)
    case partMissing(SampleKey, PartName)
    /// The version has `count` shards, numbered from 0.
    case shardMissing(Int, count: Int)
    case blobMissing(Digest)
    /// The blob is known to be damaged: it is not served until it is stored again.
    case blobQuarantined(Digest)

    /// A commit holds no sample and no removal.
    case commitEmpty
    /// A key occurs twice in one commit.
    case sampleRepeated(SampleKey)
    case commitTooLarge(sampleLimit: Int)
    /// Other commits to the dataset overtook this one `tries` times.
    case commitOvertaken(tries: Int)

    case labelsetMissing(LabelsetName)
    case labelsetExists(LabelsetName)
    case annotationMissing(AnnotationID)
    /// The annotation stands in another revision than the writer believes; `base` is the one that
    /// the writer saw, nil when there is none of that number.
    case revisionConflict(current: Annotation, base: Annotation?, baseRevision: Int)
    /// An id is about one sample and one field for ever.
    case annotationMoved(current: Annotation)
    /// A writer must say which revision it replaces; this is the one that stands.
    case revisionRequired(current: Annotation)
    /// Nothing of a bulk write was stored; one entry for each bad line, the first ones only.
    case linesRefused([LineError], count: Int)
    /// A bulk write has more lines than one transaction takes.
    case tooManyLines(limit: Int)
    /// `asOf` lies after the newest revision.
    case momentAhead(asOf: Int64, newest: Int64)

    /// The labelset says nothing about any sample of the benchmark at that moment.
    case momentEmpty(LabelsetMoment)

    case benchmarkMissing(String)
    /// The name belongs to another recipe.
    case benchmarkExists(BenchmarkName, Digest)
    case splitMissing(SplitName)
    case runMissing(String)
    case runAmbiguous(String)
    case metricMissing(String, known: [String])
    /// The runs are of different benchmarks, so their numbers mean different things.
    case runsIncomparable(Digest, Digest)

    case viewMissing(Digest)
    /// Nothing more is noted of what is delivered.
    case ledgerFull(limit: Int)

    case tokenMissing(Int64)
    /// Without this token there is no admin any more.
    case tokenIsLastAdmin(Int64)

    /// What the index says and what the medium holds differ.
    case corrupt(Digest)
}

/// What is wrong with one line of a bulk write.
package struct LineError: Sendable, Equatable {
    /// Counts from 1.
    package let line: Int
    package let fact: Fact

    package init(line: Int, fact: Fact) {
        self.line = line
        self.fact = fact
    }

    package enum Fact: Sendable, Equatable {
        case json(JSONError)
        case sampleUnknown(SampleKey)
        /// The sample occurs in an earlier line.
        case sampleRepeated(SampleKey)
        /// A part names a blob that was not uploaded.
        case blobMissing(Digest)
        /// The id stands in another revision with another content; revise it by itself.
        case exists(AnnotationID, revision: Int)
        /// The id occurs in an earlier line.
        case repeated(AnnotationID)
    }
}
