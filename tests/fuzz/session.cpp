/// A whole MessengerServer as a node has it, and one client that sends anything and then closes. The
/// transport is a pipe: with TLS in between nothing that a fuzzer makes up would ever arrive.
#include "model/messenger/nodemethods.h"
#include "model/messenger/rpcmessage.h"
#include "tests/fuzz/fuzztarget.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <algorithm>
#include <cerrno>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace rollcall;

namespace
{

class FuzzedNode
{
public:
    FuzzedNode()
        : m_server(limits())
        , m_path(m_folder.filePath(QStringLiteral("n")))
    {
        serveNodeMethods(
            m_server,
            {ClusterId::create(), NodeId::create(), QStringLiteral("web-01"), Incarnation::create(),
             QStringLiteral("0.1.0")},
            [] {
                return QJsonObject{{QStringLiteral("state"), QStringLiteral("serving")}};
            },
            [](const Nudge& nudge) { FUZZ_REQUIRE(nudge.reason.size() <= 64 && nudge.epoch >= 0); });
        m_server.raiseEpoch(42);
        FUZZ_REQUIRE(m_server.listen(Endpoint::pipe(m_path), {}).has_value());
    }

    /// Everything that the server answers to these bytes.
    QByteArray answersTo(const uint8_t* data, size_t size)
    {
        const int client = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        qstrcpy(at.sun_path, qPrintable(m_path));
        FUZZ_REQUIRE(connect(client, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
        FUZZ_REQUIRE(send(client, data, size, MSG_NOSIGNAL) == static_cast<ssize_t>(size));
        FUZZ_REQUIRE(shutdown(client, SHUT_WR) == 0);
        QByteArray answers;
        for (ssize_t got = -1; got != 0;) { // until the server has closed its end
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            char buffer[64 * 1024];
            while ((got = recv(client, buffer, sizeof buffer, 0)) > 0)
                answers.append(buffer, got);
            FUZZ_REQUIRE(got == 0 || errno == EAGAIN || errno == ECONNRESET);
            if (got < 0 && errno == ECONNRESET)
                got = 0; // closed before all was read
        }
        while (m_server.clientCount() > 0)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        close(client);
        return answers;
    }

private:
    static MessengerLimits limits()
    {
        MessengerLimits limits;
        limits.lineBytes = 2048;
        limits.unsentBytes = 1024 * 1024;
        return limits;
    }

    QTemporaryDir m_folder;
    MessengerServer m_server;
    QString m_path;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    static int count = 1;
    static char name[] = "fuzz";
    static char* arguments[] = {name, nullptr};
    // Neither is ever destroyed: the fuzzer leaves by exit(), where their order would matter.
    static auto* application = new QCoreApplication(count, arguments);
    static auto* node = new FuzzedNode;
    Q_UNUSED(application)
    if (size == 0 || size > 4096)
        return 0;
    // Whatever is answered is a response of the protocol, one a line, and no more of them than lines were
    // sent.
    const QByteArray answers = node->answersTo(data, size);
    FUZZ_REQUIRE(answers.isEmpty() || answers.endsWith('\n'));
    const QList<QByteArray> lines = answers.split('\n').mid(0, answers.count('\n'));
    const auto sent = std::count(data, data + size, uint8_t('\n'));
    FUZZ_REQUIRE(lines.size() <= sent + 1);
    for (const QByteArray& line : lines) {
        const auto message = readRpcLine(line);
        FUZZ_REQUIRE(message && std::holds_alternative<RpcResponse>(*message));
    }
    return 0;
}
