#include "model/messenger/messengerclient.h"

namespace rollcall
{

FutureResult<void> nudgeOnce(const Endpoint& endpoint, const std::optional<EncryptionKey>& key,
                             const QString& reason, Epoch epoch, std::chrono::milliseconds deadline)
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    const QFuture<Result<void>> future = promise->future();
    ClientTimings timings;
    timings.connectDeadline = deadline;
    auto* client = new MessengerClient(endpoint, key, timings);
    client->open();
    QJsonObject params{{QStringLiteral("reason"), reason}};
    if (epoch > 0)
        params.insert(QLatin1String("epoch"), epoch);
    client->call(QStringLiteral("nudge"), params, deadline,
                 [promise, client](const Result<QJsonObject>& result, std::chrono::microseconds) {
                     promise->addResult(result ? Result<void>() : Result<void>(Failure(result.error())));
                     promise->finish();
                     client->deleteLater();
                 });
    return future;
}

} // namespace rollcall
