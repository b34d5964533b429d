#pragma once

#include "model/core/error.h"
#include "model/core/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <variant>

namespace rollcall
{

/// The error numbers of PROTOCOL.md. Numbers are only ever added.
enum class RpcCode : int {
    ParseError = -32700,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602,
    InternalError = -32603,
    StaleEpoch = -32001, ///< data.epoch: the highest that the server saw
    NotPrimary = -32002, ///< only the primary does this
    Busy = -32003,       ///< try again later
    LineTooLong = -32004,
    Refused = -32005, ///< a precondition or permission forbids it
    NotFound = -32006,
};

struct RpcError {
    int code = 0;
    QString message; ///< a sentence for a person
    QJsonObject data;
    bool operator==(const RpcError&) const = default;
};

/// A request, or, with an undefined id, a notification.
struct RpcRequest {
    QJsonValue id = QJsonValue::Undefined; ///< a whole number or a string
    QString method;
    QJsonObject params;
    bool isNotification() const { return id.isUndefined(); }
    bool operator==(const RpcRequest&) const = default;
};

/// What came of a request.
using RpcOutcome = std::variant<QJsonObject, RpcError>;

struct RpcResponse {
    QJsonValue id; ///< null: the request could not be read
    RpcOutcome outcome;
    bool operator==(const RpcResponse&) const = default;
};

using RpcMessage = std::variant<RpcRequest, RpcResponse>;

/// What is wrong with a line, and the id to answer to (null when none could be read).
struct RpcRejection {
    QJsonValue id;
    RpcError error;
};

/// Reads one line without its end. Strict: see "Messages" in PROTOCOL.md.
tl::expected<RpcMessage, RpcRejection> readRpcLine(const QByteArray& line);

/// One line, with its end.
QByteArray writeRpcLine(const RpcMessage& message);

/// How an Error of a method goes over the wire, and comes back from it at the other end.
RpcError rpcErrorFrom(const Error& error);
Error errorFromRpc(const RpcError& error, const QString& where);
RpcError rpcError(RpcCode code, QString message);

} // namespace rollcall
