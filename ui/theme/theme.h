#pragma once

#include "ui/theme/tokens.h"

#include <QObject>
#include <QPalette>

class QApplication;

namespace rollcall
{

class FocusRing;

/// Dresses the whole application: style, palette and the fonts of its buttons. One lives in main(), from
/// right after the QApplication until its end. Widgets do not need it: they read Tokens from their palette
/// and repaint when that changes.
class Theme : public QObject
{
    Q_OBJECT

public:
    enum class Choice {
        System, ///< as the desktop: dark when the platform palette's Window is darker than 128
        Light,
        Dark,
    };
    Q_ENUM(Choice)

    explicit Theme(QApplication& application);
    ~Theme() override;

    void apply(Choice choice);
    Choice choice() const { return m_choice; }
    const Tokens& tokens() const;

    /// "system", "light", "dark": as stored in settings. Anything else reads as System.
    static QString wordOf(Choice choice);
    static Choice fromWord(QStringView word);

    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    /// The colours are other ones now. Qt hands the palette to the widgets in the next turn of the event
    /// loop: who only paints needs no more than the PaletteChange event.
    void changed();

private:
    bool platformIsDark() const;
    void dress();

    QApplication& m_application;
    std::unique_ptr<FocusRing> m_focusRing;
    Choice m_choice = Choice::System;
    bool m_dark = false;
    bool m_dressing = false;
};

} // namespace rollcall
