internal import Glibc

/// What the machine has to run threads on.
package enum Processors {
    /// Processors this process may use; at least 1.
    package static var count: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
