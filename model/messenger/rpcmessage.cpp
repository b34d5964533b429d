#include "model/messenger/rpcmessage.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLatin1String>

#include <cmath>

namespace rollcall
{

namespace
{

constexpr int deepest = 32;
constexpr qsizetype longestId = 64;
constexpr qsizetype longestMethod = 64;

constexpr QLatin1String versionKey("jsonrpc");
constexpr QLatin1String version("2.0");
constexpr QLatin1String idKey("id");
constexpr QLatin1String methodKey("method");
constexpr QLatin1String paramsKey("params");
constexpr QLatin1String resultKey("result");
constexpr QLatin1String errorKey("error");
constexpr QLatin1String codeKey("code");
constexpr QLatin1String messageKey("message");
constexpr QLatin1String dataKey("data");
constexpr QLatin1String remedyKey("remedy");

using Rejected = tl::unexpected<RpcRejection>;

Rejected reject(RpcCode code, const QString& message, const QJsonValue& id = QJsonValue::Null)
{
    return Rejected(RpcRejection{id, rpcError(code, message)});
}

struct Shape {
    int depth = 0;
    qint64 members = 0;
};

/// Depth of nesting and number of object members, as the text has them: counted before a parser builds
/// anything.
Shape shapeOf(const QByteArray& line)
{
    Shape shape;
    int depth = 0;
    bool inString = false;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
            continue;
        }
        switch (c) {
        case '"':
            inString = true;
            break;
        case '{':
        case '[':
            shape.depth = std::max(shape.depth, ++depth);
            break;
        case '}':
        case ']':
            --depth;
            break;
        case ':':
            ++shape.members;
            break;
        default:
            break;
        }
    }
    return shape;
}

/// A byte order mark at the beginning of a string, as an escape: Qt takes it for one of the text and drops
/// it, out of names also after it has sorted them. A quotation mark before it always begins a string, or is
/// escaped itself within one.
QByteArray withMarksEscaped(QByteArray json)
{
    return json.replace("\"\xEF\xBB\xBF", "\"\\ufeff");
}

qint64 membersOf(const QJsonValue& value)
{
    qint64 count = 0;
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        count += object.size();
        for (const auto& member : object)
            count += membersOf(member);
    } else if (value.isArray()) {
        for (const auto& element : value.toArray())
            count += membersOf(element);
    }
    return count;
}

bool isWholeNumber(const QJsonValue& value)
{
    // Every whole number up to 2^53 survives a parser that knows only doubles.
    constexpr double most = 9007199254740992.0;
    const double number = value.toDouble();
    return value.isDouble() && number >= -most && number <= most && std::floor(number) == number;
}

bool isUsableId(const QJsonValue& id)
{
    return isWholeNumber(id) || (id.isString() && id.toString().size() <= longestId);
}

tl::expected<RpcMessage, RpcRejection> readRequest(const QJsonObject& object)
{
    RpcRequest request;
    if (object.contains(idKey)) {
        request.id = object.value(idKey);
        if (!isUsableId(request.id))
            return reject(
                RpcCode::InvalidRequest,
                QStringLiteral("“id” has to be a whole number, or a string of 64 characters at most."));
    }
    const QJsonValue answerTo = request.isNotification() ? QJsonValue(QJsonValue::Null) : request.id;
    const QJsonValue method = object.value(methodKey);
    if (!method.isString() || method.toString().isEmpty() || method.toString().size() > longestMethod)
        return reject(RpcCode::InvalidRequest,
                      QStringLiteral("“method” has to be a string of 1 to 64 characters."), answerTo);
    request.method = method.toString();
    if (object.contains(paramsKey)) {
        if (!object.value(paramsKey).isObject())
            return reject(RpcCode::InvalidRequest, QStringLiteral("“params” has to be an object."), answerTo);
        request.params = object.value(paramsKey).toObject();
    }
    return request;
}

tl::expected<RpcMessage, RpcRejection> readResponse(const QJsonObject& object)
{
    const QJsonValue id = object.value(idKey);
    if (!id.isNull() && !isUsableId(id))
        return reject(RpcCode::InvalidRequest, QStringLiteral("The response has no usable “id”."));
    if (object.contains(resultKey) == object.contains(errorKey))
        return reject(RpcCode::InvalidRequest,
                      QStringLiteral("A message has either “method”, “result” or “error”."), id);
    if (object.contains(resultKey)) {
        if (!object.value(resultKey).isObject())
            return reject(RpcCode::InvalidRequest, QStringLiteral("“result” has to be an object."), id);
        return RpcResponse{id, object.value(resultKey).toObject()};
    }
    const QJsonObject error = object.value(errorKey).toObject();
    const QJsonValue code = error.value(codeKey);
    if (!isWholeNumber(code) || std::abs(code.toDouble()) > 1e6 || !error.value(messageKey).isString())
        return reject(RpcCode::InvalidRequest,
                      QStringLiteral("“error” has to be an object with “code” and “message”."), id);
    return RpcResponse{
        id, RpcError{code.toInt(), error.value(messageKey).toString(), error.value(dataKey).toObject()}};
}

} // namespace

tl::expected<RpcMessage, RpcRejection> readRpcLine(const QByteArray& line)
{
    const Shape shape = shapeOf(line);
    if (shape.depth > deepest)
        return reject(RpcCode::InvalidRequest,
                      QStringLiteral("The message nests deeper than %1 levels.").arg(deepest));
    if (line.startsWith("\xEF\xBB\xBF"))
        return reject(RpcCode::ParseError, QStringLiteral("The line begins with a byte order mark."));
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(withMarksEscaped(line), &problem);
    if (problem.error != QJsonParseError::NoError)
        return reject(RpcCode::ParseError, QStringLiteral("The line is not JSON: %1 at byte %2.")
                                               .arg(problem.errorString())
                                               .arg(problem.offset));
    if (document.isArray())
        return reject(RpcCode::InvalidRequest,
                      QStringLiteral("Batches are not taken: send one message a line."));
    const QJsonObject object = document.object();
    // Parsers disagree on which of two equal names counts, so that one end could check what the other
    // ignores.
    if (membersOf(object) != shape.members)
        return reject(RpcCode::InvalidRequest, QStringLiteral("An object has the same name twice."));
    if (object.value(versionKey) != version)
        return reject(RpcCode::InvalidRequest, QStringLiteral("“jsonrpc” has to be \"2.0\"."));
    return object.contains(methodKey) ? readRequest(object) : readResponse(object);
}

QByteArray writeRpcLine(const RpcMessage& message)
{
    QJsonObject object{{versionKey, version}};
    if (const auto* request = std::get_if<RpcRequest>(&message)) {
        if (!request->isNotification())
            object.insert(idKey, request->id);
        object.insert(methodKey, request->method);
        object.insert(paramsKey, request->params);
    } else {
        const auto& response = std::get<RpcResponse>(message);
        object.insert(idKey, response.id);
        if (const auto* error = std::get_if<RpcError>(&response.outcome)) {
            QJsonObject body{{codeKey, error->code}, {messageKey, error->message}};
            if (!error->data.isEmpty())
                body.insert(dataKey, error->data);
            object.insert(errorKey, body);
        } else {
            object.insert(resultKey, std::get<QJsonObject>(response.outcome));
        }
    }
    return withMarksEscaped(QJsonDocument(object).toJson(QJsonDocument::Compact)) + '\n';
}

RpcError rpcError(RpcCode code, QString message)
{
    return {static_cast<int>(code), std::move(message), {}};
}

RpcError rpcErrorFrom(const Error& error)
{
    RpcCode code = RpcCode::InternalError;
    switch (error.kind) {
    case ErrorKind::Invalid:
        code = RpcCode::InvalidParams;
        break;
    case ErrorKind::NotFound:
        code = RpcCode::NotFound;
        break;
    case ErrorKind::Refused:
        code = RpcCode::Refused;
        break;
    case ErrorKind::Conflict:
        code = RpcCode::StaleEpoch;
        break;
    case ErrorKind::Unreachable:
    case ErrorKind::TimedOut:
        code = RpcCode::Busy;
        break;
    case ErrorKind::KeyDiffers:
    case ErrorKind::Corrupt:
    case ErrorKind::Internal:
        break;
    }
    RpcError answer = rpcError(code, error.what);
    if (!error.remedy.isEmpty())
        answer.data.insert(remedyKey, error.remedy);
    return answer;
}

Error errorFromRpc(const RpcError& error, const QString& where)
{
    ErrorKind kind = ErrorKind::Internal;
    switch (static_cast<RpcCode>(error.code)) {
    case RpcCode::InvalidParams:
        kind = ErrorKind::Invalid;
        break;
    case RpcCode::StaleEpoch:
        kind = ErrorKind::Conflict;
        break;
    case RpcCode::MethodNotFound:
    case RpcCode::NotPrimary:
    case RpcCode::Refused:
        kind = ErrorKind::Refused;
        break;
    case RpcCode::NotFound:
        kind = ErrorKind::NotFound;
        break;
    case RpcCode::Busy:
        kind = ErrorKind::Unreachable;
        break;
    case RpcCode::ParseError:
    case RpcCode::InvalidRequest:
    case RpcCode::LineTooLong:
    case RpcCode::InternalError:
        break;
    }
    return {kind, error.message, error.data.value(remedyKey).toString(), where};
}

} // namespace rollcall
