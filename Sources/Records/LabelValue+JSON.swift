package import Codecs

extension LabelValue { package var json: JSON { .null }
 package init(_ json: JSON, at pointer: String = "") throws(JSONError) { self = .text("") } }
extension Sample { package var json: JSON { .null } }
