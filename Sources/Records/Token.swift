package import Codecs

/// What a token may do; each scope includes those before it.
package enum Scope: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Read datasets, labels and runs.
    case read
    /// Also change them.
    case write
    /// Also make and revoke tokens.
    case admin

    package static func < (left: Scope, right: Scope) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .read: 0
        case .write: 1
        case .admin: 2
        }
    }
}

/// A credential as it may be shown: never with its secret.
package struct Token: Sendable, Hashable {
    package let id: Int64
    /// Who or what holds it; the author of what is written with it.
    package let name: String
    package let scope: Scope
    package let createdAt: Timestamp
    /// nil: until it is revoked.
    package let expiresAt: Timestamp?

    package init(
        id: Int64, name: String, scope: Scope, createdAt: Timestamp, expiresAt: Timestamp?
    ) {
        self.id = id
        self.name = name
        self.scope = scope
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    package var json: JSON {
        [
            "id": .number(id),
            "name": .string(name),
            "scope": .string(scope.rawValue),
            "createdAt": createdAt.json,
            "expiresAt": expiresAt?.json ?? .null,
        ]
    }
}
