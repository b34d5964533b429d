#pragma once

#include <atomic>
#include <mutex>

class QSqlDatabase;

namespace rollcall
{

/// Ends a call that hangs inside a database driver, from another thread. PostgreSQL: shuts the connection's
/// socket down, which is lost then; SQLite: sqlite3_interrupt, and the connection goes on.
///
/// The drivers' libraries are found at run time, since only the Qt plugin links them; where they cannot be
/// found, nothing is interrupted, and the caller's time limit holds all the same.
class SqlInterrupt
{
public:
    SqlInterrupt() = default;
    ~SqlInterrupt();
    SqlInterrupt(const SqlInterrupt&) = delete;
    SqlInterrupt& operator=(const SqlInterrupt&) = delete;

    /// In the connection's thread, after it was opened.
    void attach(const QSqlDatabase& database);
    /// In the connection's thread, before it is closed.
    void detach();
    /// From any thread.
    void interrupt();
    /// The connection cannot be used any more.
    bool severed() const { return m_severed; }

private:
    std::mutex m_mutex;
    int m_socket = -1; ///< a duplicate: libpq may close its own, and the number be given to another file
    void* m_sqlite = nullptr;
    std::atomic<bool> m_severed = false;
};

} // namespace rollcall
