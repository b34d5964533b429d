#include "ui/theme/focusring.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QFocusFrame>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextEdit>

namespace rollcall
{

FocusRing::FocusRing(QApplication& application)
{
    connect(&application, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) { follow(now); });
}

FocusRing::~FocusRing()
{
    delete m_frame;
}

bool FocusRing::wantsRing(const QWidget* widget)
{
    if (!widget || widget->property("ownFocus").toBool())
        return false;
    if (const auto* edit = qobject_cast<const QLineEdit*>(widget))
        return edit->hasFrame();
    return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QComboBox*>(widget) ||
           qobject_cast<const QAbstractSpinBox*>(widget) || qobject_cast<const QTextEdit*>(widget) ||
           qobject_cast<const QPlainTextEdit*>(widget);
}

void FocusRing::follow(QWidget* now)
{
    // A window that loses the focus for a moment (a menu, another program) keeps its ring.
    if (!now && m_frame && m_frame->widget() && m_frame->widget()->hasFocus())
        return;
    if (!wantsRing(now)) {
        if (m_frame)
            m_frame->setWidget(nullptr);
        return;
    }
    // The frame is a sibling of its widget and dies with that parent.
    if (!m_frame)
        m_frame = new QFocusFrame;
    m_frame->setWidget(now);
}

} // namespace rollcall
