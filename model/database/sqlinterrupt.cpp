#include "model/database/sqlinterrupt.h"

#include <QLibrary>
#include <QSqlDatabase>
#include <QSqlDriver>
#include <QVariant>

#include <cstring>
#include <initializer_list>

#ifdef Q_OS_UNIX
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace rollcall
{

namespace
{

/// The connection that a driver hands out, when it is of that type. The type may go by its struct or by its
/// alias.
void* pointerIn(const QVariant& handle, std::initializer_list<const char*> typeNames)
{
    if (!handle.isValid())
        return nullptr;
    for (const char* name : typeNames)
        if (std::strcmp(handle.typeName(), name) == 0)
            return *static_cast<void* const*>(handle.constData());
    return nullptr;
}

int postgresSocket(void* connection)
{
    if (!connection)
        return -1; // and libpq with all that it needs is not loaded for nothing
    using PQsocket = int (*)(const void*);
    static const auto function =
        reinterpret_cast<PQsocket>(QLibrary::resolve(QStringLiteral("pq"), 5, "PQsocket"));
    return function ? function(connection) : -1;
}

/// Only of a library that is loaded already: a plugin with a SQLite of its own must not be called through
/// another copy.
auto sqliteInterruptFunction()
{
    using Function = void (*)(void*);
#ifdef Q_OS_UNIX
    static const auto function = [] {
        void* library = ::dlopen("libsqlite3.so.0", RTLD_LAZY | RTLD_NOLOAD);
        return library ? reinterpret_cast<Function>(::dlsym(library, "sqlite3_interrupt")) : nullptr;
    }();
    return function;
#else
    return Function(nullptr);
#endif
}

} // namespace

SqlInterrupt::~SqlInterrupt()
{
    detach();
}

void SqlInterrupt::attach(const QSqlDatabase& database)
{
    const QVariant handle = database.driver()->handle();
    const std::lock_guard lock(m_mutex);
    m_sqlite = pointerIn(handle, {"sqlite3*"});
#ifdef Q_OS_UNIX
    if (const int socket = postgresSocket(pointerIn(handle, {"PGconn*", "pg_conn*"})); socket >= 0)
        m_socket = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
#endif
}

void SqlInterrupt::detach()
{
    const std::lock_guard lock(m_mutex);
    m_sqlite = nullptr;
#ifdef Q_OS_UNIX
    if (m_socket >= 0)
        ::close(m_socket);
#endif
    m_socket = -1;
}

void SqlInterrupt::interrupt()
{
    const std::lock_guard lock(m_mutex);
    if (m_sqlite) {
        if (const auto function = sqliteInterruptFunction())
            function(m_sqlite);
    }
#ifdef Q_OS_UNIX
    if (m_socket >= 0) {
        m_severed = true;
        ::shutdown(m_socket, SHUT_RDWR);
    }
#endif
}

} // namespace rollcall
