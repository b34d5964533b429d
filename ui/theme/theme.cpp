#include "ui/theme/theme.h"

#include "ui/theme/focusring.h"
#include "ui/theme/rollcallstyle.h"
#include "ui/theme/typography.h"

#include <QApplication>
#include <QEvent>
#include <QToolTip>

namespace rollcall
{

Theme::Theme(QApplication& application)
    : m_application(application)
    , m_focusRing(std::make_unique<FocusRing>(application))
{
    QApplication::setStyle(new RollcallStyle);
    m_application.installEventFilter(this);
    m_dark = platformIsDark();
    dress();
}

Theme::~Theme() = default;

void Theme::apply(Choice choice)
{
    m_choice = choice;
    const bool dark = choice == Choice::System ? platformIsDark() : choice == Choice::Dark;
    const bool other = dark != m_dark;
    m_dark = dark;
    dress();
    if (other)
        Q_EMIT changed();
}

const Tokens& Theme::tokens() const
{
    return m_dark ? Tokens::dark() : Tokens::light();
}

QString Theme::wordOf(Choice choice)
{
    switch (choice) {
    case Choice::System:
        return QStringLiteral("system");
    case Choice::Light:
        return QStringLiteral("light");
    case Choice::Dark:
        return QStringLiteral("dark");
    }
    return {};
}

Theme::Choice Theme::fromWord(QStringView word)
{
    if (word == u"light")
        return Choice::Light;
    return word == u"dark" ? Choice::Dark : Choice::System;
}

bool Theme::eventFilter(QObject* watched, QEvent* event)
{
    // The desktop switched between light and dark, or to another font.
    if (event->type() == QEvent::ThemeChange && watched->isWindowType() && !m_dressing)
        apply(m_choice);
    return QObject::eventFilter(watched, event);
}

bool Theme::platformIsDark() const
{
    // Qt 6.4 has no hint for it. A palette that sets no role shows what the platform gives.
    const QPalette ours = QApplication::palette();
    QApplication::setPalette(QPalette());
    const bool dark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    QApplication::setPalette(ours);
    return dark;
}

void Theme::dress()
{
    m_dressing = true;
    const QPalette palette = tokens().palette();
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    const QFont medium = textFont(TextStyle::Base, QFont::Medium);
    QApplication::setFont(medium, "QPushButton");
    QApplication::setFont(textFont(TextStyle::Small, QFont::Medium), "QHeaderView");
    QToolTip::setFont(textFont(TextStyle::Small));
    m_dressing = false;
}

} // namespace rollcall
