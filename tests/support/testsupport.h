#pragma once

#include "model/core/result.h"

#include <QFuture>
#include <QString>

#include <chrono>
#include <functional>

namespace rollcall::test
{

/// The programs under test: the folder named by ROLLCALL_BIN, which ctest sets. Fails the process when it is
/// missing.
QString program(const QString& name);

/// The source tree, for fixtures: ROLLCALL_SOURCE.
QString sourcePath(const QString& relative);

/// A TCP port on 127.0.0.1 that was free a moment ago.
quint16 freePort();

/// Runs the event loop until finished() says so; fails the process after the limit with a message.
void waitUntil(const std::function<bool()>& finished, std::chrono::milliseconds limit, const char* what);

/// The result of a future, whatever it is; the event loop runs meanwhile.
template <class T>
Result<T> outcome(QFuture<Result<T>> future, std::chrono::milliseconds limit = std::chrono::seconds(10))
{
    waitUntil([&] { return future.isFinished(); }, limit, "a future");
    return future.result();
}

/// The value of a future that has to succeed; the process fails with the error's words otherwise.
template <class T>
T get(QFuture<Result<T>> future, std::chrono::milliseconds limit = std::chrono::seconds(10))
{
    Result<T> result = outcome(std::move(future), limit);
    if (!result)
        qFatal("unexpected error: %s", qPrintable(result.error().message()));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

} // namespace rollcall::test
