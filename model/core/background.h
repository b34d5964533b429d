#pragma once

#include <QFuture>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <type_traits>

namespace rollcall
{

/// Where inBackground() works. A thread that hangs in the kernel holds up neither the others nor the end of
/// the program, which waits for a moment only.
QThreadPool& backgroundThreads();

/// What fn() answers, which is called in another thread: for files, whose server may take its time, and for
/// long computations. fn must keep everything that it uses. A dialog or page that may be gone by then
/// consumes it with .then(QCoreApplication::instance(), …) and a QPointer to itself.
template <class Function>
auto inBackground(Function fn) -> QFuture<std::invoke_result_t<Function>>
{
    auto promise = std::make_shared<QPromise<std::invoke_result_t<Function>>>();
    promise->start();
    auto future = promise->future();
    backgroundThreads().start([promise, fn = std::move(fn)]() mutable {
        promise->addResult(fn());
        promise->finish();
    });
    return future;
}

} // namespace rollcall
