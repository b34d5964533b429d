#include "model/poller/pong.h"

namespace rollcall
{

namespace
{

/// Walks over JSON text; every step says whether the text was as expected.
class PongReader
{
public:
    explicit PongReader(QByteArrayView text)
        : m_at(text.data())
        , m_end(text.data() + text.size())
    {
    }

    char peek()
    {
        while (m_at != m_end && (*m_at == ' ' || *m_at == '\t' || *m_at == '\r'))
            ++m_at;
        return m_at == m_end ? '\0' : *m_at;
    }
    bool take(char c)
    {
        if (peek() != c)
            return false;
        ++m_at;
        return true;
    }
    bool atEnd() { return peek() == '\0' && m_at == m_end; }

    /// A string; escapes are stepped over, not decoded.
    bool string(QByteArrayView& content)
    {
        if (!take('"'))
            return false;
        const char* start = m_at;
        for (; m_at != m_end; ++m_at) {
            if (*m_at == '"') {
                content = QByteArrayView(start, m_at - start);
                ++m_at;
                return true;
            }
            if (static_cast<unsigned char>(*m_at) < 0x20)
                return false;
            if (*m_at == '\\' && ++m_at == m_end)
                return false;
        }
        return false;
    }

    bool number(qint64& value)
    {
        peek();
        const char* start = m_at;
        value = 0;
        for (; m_at != m_end && *m_at >= '0' && *m_at <= '9' && m_at - start < 16; ++m_at)
            value = value * 10 + (*m_at - '0');
        return m_at != start;
    }

    bool object()
    {
        if (peek() != '{')
            return false;
        int depth = 0;
        while (m_at != m_end) {
            const char c = *m_at;
            QByteArrayView ignored;
            if (c == '"') {
                if (!string(ignored))
                    return false;
                continue;
            }
            ++m_at;
            if (c == '{' || c == '[')
                ++depth;
            else if ((c == '}' || c == ']') && --depth == 0)
                return true;
        }
        return false;
    }

private:
    const char* m_at;
    const char* m_end;
};

} // namespace

QByteArray pingLine(qint64 id)
{
    return "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":" + QByteArray::number(id) + "}\n";
}

std::optional<qint64> answeredPing(QByteArrayView line)
{
    PongReader reader(line);
    std::optional<qint64> id;
    bool version = false;
    bool result = false;
    if (!reader.take('{'))
        return std::nullopt;
    do {
        QByteArrayView name;
        if (!reader.string(name) || !reader.take(':'))
            return std::nullopt;
        if (name == "result" && !result && reader.object()) {
            result = true;
        } else if (qint64 number = 0; name == "id" && !id && reader.number(number)) {
            id = number;
        } else if (QByteArrayView text; name == "jsonrpc" && !version && reader.string(text)) {
            version = text == "2.0";
        } else {
            return std::nullopt;
        }
    } while (reader.take(','));
    if (!reader.take('}') || !reader.atEnd() || !result || !version)
        return std::nullopt;
    return id;
}

} // namespace rollcall
