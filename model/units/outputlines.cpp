#include "model/units/outputlines.h"

#include <algorithm>

namespace rollcall
{

QStringList OutputLines::take(const QByteArray& bytes, qint64 nowMs)
{
    QStringList fresh;
    qsizetype from = 0;
    while (from < bytes.size()) {
        const qsizetype end = bytes.indexOf('\n', from);
        const qsizetype length = (end < 0 ? bytes.size() : end) - from;
        const qsizetype room = longestLine - m_partial.size();
        if (!m_cut)
            m_partial.append(bytes.constData() + from, std::min(length, room));
        m_cut = m_cut || length > room;
        if (end < 0)
            break;
        addLine(fresh, nowMs);
        from = end + 1;
    }
    return fresh;
}

QStringList OutputLines::finish(qint64 nowMs)
{
    QStringList fresh;
    if (!m_partial.isEmpty())
        addLine(fresh, nowMs);
    return fresh;
}

void OutputLines::addLine(QStringList& fresh, qint64 nowMs)
{
    const qint64 second = nowMs / 1000;
    const auto keep = [&](QString line) {
        m_lines.append(line);
        if (m_lines.size() > kept)
            m_lines.removeFirst();
        fresh.append(std::move(line));
    };
    if (second != m_second) {
        m_second = second;
        m_inSecond = 0;
        if (m_dropped > 0)
            keep(QStringLiteral("(%1 lines more were not taken: it wrote faster than %2 a second)")
                     .arg(m_dropped)
                     .arg(perSecond));
        m_dropped = 0;
    }
    if (++m_inSecond > perSecond) {
        ++m_dropped;
    } else {
        QString line = QString::fromUtf8(m_partial);
        while (line.endsWith(u'\r'))
            line.chop(1);
        // A log reader's terminal must not obey what a unit prints.
        for (QChar& c : line) {
            if (c.category() == QChar::Other_Control && c != u'\t')
                c = QChar::ReplacementCharacter;
        }
        keep(m_cut ? line + u'…' : line);
    }
    m_partial.clear();
    m_cut = false;
}

} // namespace rollcall
