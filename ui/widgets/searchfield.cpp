#include "ui/widgets/searchfield.h"

#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/keycap.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace rollcall
{

namespace
{

constexpr int iconLeft = 9;
constexpr int iconSize = 14; // of the icon that is 16 elsewhere: it stands beside text of 13
constexpr int wordsLeft = 31;
constexpr int capRight = 6;

} // namespace

SearchField::SearchField(const QString& placeholder, const QString& keys, QWidget* parent)
    : QLineEdit(parent)
    , m_keys(keys)
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    connect(this, &QLineEdit::textChanged, this, [this] { makeRoom(); });
    makeRoom();
}

void SearchField::setOpensOnly(bool opensOnly)
{
    m_opensOnly = opensOnly;
    setReadOnly(opensOnly);
    setCursor(opensOnly ? Qt::PointingHandCursor : Qt::IBeamCursor);
}

void SearchField::makeRoom()
{
    const int cap = m_keys.isEmpty() || !text().isEmpty() ? 8 : KeyCap::sizeOf(m_keys).width() + capRight + 8;
    // QLineEdit adds 2 px of its own on either side.
    setTextMargins(wordsLeft - 4, 0, cap - 4, 0);
}

void SearchField::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    QPainter painter(this);
    const Tokens& tokens = Tokens::of(this);
    drawIcon(painter, Icon::Search, QRectF(iconLeft, (height() - iconSize) / 2, iconSize, iconSize),
             isEnabled() ? tokens.text2 : tokens.disabled);
    if (m_keys.isEmpty() || !text().isEmpty())
        return;
    const QSize cap = KeyCap::sizeOf(m_keys);
    KeyCap::draw(painter, QRect(QPoint(width() - capRight - cap.width(), (height() - cap.height()) / 2), cap),
                 m_keys, palette());
}

void SearchField::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        if (text().isEmpty())
            Q_EMIT left();
        else
            clear();
        return;
    }
    if (m_opensOnly &&
        (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)) {
        Q_EMIT activated();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void SearchField::mousePressEvent(QMouseEvent* event)
{
    if (m_opensOnly && event->button() == Qt::LeftButton)
        Q_EMIT activated();
    else
        QLineEdit::mousePressEvent(event);
}

void SearchField::changeEvent(QEvent* event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        makeRoom();
}

} // namespace rollcall
