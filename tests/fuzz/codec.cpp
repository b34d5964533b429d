/// Bytes from the network, cut into lines and read as messages, in pieces of any size. Input: one byte that
/// picks the longest line, one that picks the pieces, then the stream.
#include "model/messenger/linedecoder.h"
#include "model/messenger/rpcmessage.h"
#include "model/poller/pong.h"
#include "tests/fuzz/fuzztarget.h"

#include <algorithm>

using namespace rollcall;

namespace
{

void readMessage(const QByteArray& line)
{
    const auto message = readRpcLine(line);
    if (const auto id = answeredPing(line); id && message) {
        const auto* response = std::get_if<RpcResponse>(&*message);
        FUZZ_REQUIRE(response && std::holds_alternative<QJsonObject>(response->outcome));
        FUZZ_REQUIRE(response->id.toInteger() == *id);
    }
    if (!message) {
        FUZZ_REQUIRE(message.error().error.code < 0 && !message.error().error.message.isEmpty());
        return;
    }
    // What was taken is written as one line, and taken again as the same.
    const QByteArray written = writeRpcLine(*message);
    FUZZ_REQUIRE(written.endsWith('\n') && written.count('\n') == 1);
    const auto again = readRpcLine(written.chopped(1));
    FUZZ_REQUIRE(again && again->index() == message->index());
    FUZZ_REQUIRE(writeRpcLine(*again) == written);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size < 2)
        return 0;
    const qsizetype longest = qsizetype(16) << (data[0] % 8);
    const qsizetype piece = 1 + data[1];
    const QByteArray stream(reinterpret_cast<const char*>(data) + 2, static_cast<qsizetype>(size) - 2);
    LineDecoder decoder(longest);
    for (qsizetype at = 0; at < stream.size();) {
        const qsizetype next = std::min({piece, decoder.room(), stream.size() - at});
        FUZZ_REQUIRE(next > 0);
        decoder.append(stream.mid(at, next));
        at += next;
        QByteArray line;
        auto found = decoder.next(line);
        for (; found == LineDecoder::Next::Line; found = decoder.next(line)) {
            FUZZ_REQUIRE(line.size() <= longest && !line.contains('\n'));
            readMessage(line);
        }
        if (found == LineDecoder::Next::TooLong) {
            FUZZ_REQUIRE(at > longest);
            return 0;
        }
    }
    return 0;
}
