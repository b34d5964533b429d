#pragma once

#include "ui/theme/typography.h"

#include <QLabel>
#include <QWidget>

namespace rollcall
{

/// Which text colour of the Tokens a label takes; it follows a change of theme.
enum class Ink { Text, Text2, Text3, Degraded, Down, Healthy, Maintenance, Draining, Accent };

/// A label in one of the text styles.
class TextLabel : public QLabel
{
    Q_OBJECT

public:
    explicit TextLabel(const QString& text = {}, TextStyle style = TextStyle::Base, Ink ink = Ink::Text,
                       QWidget* parent = nullptr);
    TextLabel(const QString& text, TextStyle style, QFont::Weight weight, Ink ink, QWidget* parent = nullptr);
    void setInk(Ink ink);

protected:
    void changeEvent(QEvent* event) override;

private:
    void dress();
    Ink m_ink;
    bool m_dressing = false;
};

/// One line that is elided at its end when it is too long, with the full text as tooltip. For sentences and
/// second lines; never for a state, a node's name or a number.
class ElidedLabel : public QWidget
{
    Q_OBJECT

public:
    explicit ElidedLabel(const QString& text = {}, TextStyle style = TextStyle::Base, Ink ink = Ink::Text,
                         QWidget* parent = nullptr);
    void setText(const QString& text);
    const QString& text() const { return m_text; }
    bool isElided() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void describe();
    QString m_text;
    Ink m_ink;
};

/// A number or an age that changes in place without jitter.
class NumberLabel : public QWidget
{
    Q_OBJECT

public:
    explicit NumberLabel(const QString& text = {}, TextStyle style = TextStyle::Base, Ink ink = Ink::Text,
                         QWidget* parent = nullptr);
    void setText(const QString& text);
    const QString& text() const { return m_text; }
    void setInk(Ink ink);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    Ink m_ink;
};

/// A heading with a line to its right ("Yesterday ————"), or only the line.
class SectionLine : public QWidget
{
    Q_OBJECT

public:
    explicit SectionLine(const QString& text = {}, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
};

QColor inkColor(Ink ink, const QPalette& palette);

} // namespace rollcall
