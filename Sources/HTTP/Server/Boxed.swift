/// A large value that is rarely there, behind a pointer, so that what holds it stays small.
indirect enum Boxed<Value> {
    case value(Value)

    init(_ value: Value) { self = .value(value) }

    var unboxed: Value {
        switch self {
        case .value(let value): value
        }
    }
}
