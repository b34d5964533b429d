#include "model/messenger/linedecoder.h"

namespace rollcall
{

void LineDecoder::append(const QByteArray& bytes)
{
    Q_ASSERT(bytes.size() <= room());
    if (m_start > 0) {
        m_buffer.remove(0, m_start);
        m_scanned -= m_start;
        m_start = 0;
    }
    m_buffer += bytes;
}

LineDecoder::Next LineDecoder::next(QByteArray& line)
{
    const qsizetype end = m_buffer.indexOf('\n', m_scanned);
    if (end < 0) {
        m_scanned = m_buffer.size();
        return m_buffer.size() - m_start > m_limit ? Next::TooLong : Next::More;
    }
    line = m_buffer.mid(m_start, end - m_start);
    m_start = end + 1;
    m_scanned = m_start;
    if (m_start == m_buffer.size()) {
        m_buffer.clear(); // an idle connection holds no memory
        m_start = m_scanned = 0;
    }
    return Next::Line;
}

} // namespace rollcall
