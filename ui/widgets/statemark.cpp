#include "ui/widgets/statemark.h"

#include "ui/widgets/statepainter.h"

#include <QPainter>

namespace rollcall
{

StateMark::StateMark(int size, QWidget* parent)
    : QWidget(parent)
    , m_size(size)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StateMark::setMark(Mark mark, const QString& word)
{
    setAccessibleName(word);
    if (mark == m_mark && m_crown == Crown::None)
        return;
    m_mark = mark;
    m_crown = Crown::None;
    update();
}

void StateMark::setCrown(Crown crown)
{
    setAccessibleName(crown == Crown::Primary     ? tr("primary")
                      : crown == Crown::Successor ? tr("successor")
                                                  : QString());
    m_crown = crown;
    update();
}

void StateMark::setFresh(bool fresh)
{
    if (fresh == m_fresh)
        return;
    m_fresh = fresh;
    update();
}

QSize StateMark::sizeHint() const
{
    return {m_size, m_size};
}

void StateMark::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& tokens = Tokens::of(this);
    StatePainter states(painter, tokens);
    const QRectF box((width() - m_size) / 2, (height() - m_size) / 2, m_size, m_size);
    if (m_crown != Crown::None)
        states.crown(m_crown, box, m_fresh ? tokens.text : tokens.text3);
    else
        states.mark(m_mark, box, m_fresh ? tokens.state(m_mark).ink : tokens.text3);
}

} // namespace rollcall
