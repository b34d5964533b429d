#pragma once

#include "model/core/result.h"

#include <QFuture>
#include <QPromise>

namespace rollcall
{

/// What asynchronous calls return. Consume it with future.then(context, …): the continuation runs in the
/// context's thread. In Qt 6.4 a context that is destroyed before the future finishes is an assertion in
/// debug builds: whoever owns both ends what is under way first.
template <class T>
using FutureResult = QFuture<Result<T>>;

/// A future that is finished already, for answers known without asking anybody.
template <class T>
FutureResult<T> readyResult(Result<T> result)
{
    QPromise<Result<T>> promise;
    promise.start();
    promise.addResult(std::move(result));
    promise.finish();
    return promise.future();
}

} // namespace rollcall
