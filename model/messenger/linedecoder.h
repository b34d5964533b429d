#pragma once

#include <QByteArray>

namespace rollcall
{

/// Cuts a stream of bytes into lines, holding one line of the limit at most.
class LineDecoder
{
public:
    explicit LineDecoder(qsizetype limit)
        : m_limit(limit)
    {
    }

    /// How many bytes it takes now: never hand it more. Zero until next() has handed out what is there.
    qsizetype room() const { return m_limit + 1 - (m_buffer.size() - m_start); }
    void append(const QByteArray& bytes);

    enum class Next {
        Line,    ///< line holds one, without its end
        More,    ///< needs more bytes
        TooLong, ///< no end of line within the limit: nothing after it can be read
    };
    Next next(QByteArray& line);

private:
    qsizetype m_limit;
    QByteArray m_buffer;
    qsizetype m_start = 0;   ///< what is before was handed out
    qsizetype m_scanned = 0; ///< between m_start and here is no end of line
};

} // namespace rollcall
