#pragma once

#include <QLineEdit>

namespace rollcall
{

/// A line edit with a magnifier at its left and, while it is empty, a key cap at its right ("Ctrl+K").
class SearchField : public QLineEdit
{
    Q_OBJECT

public:
    explicit SearchField(const QString& placeholder, const QString& keys = {}, QWidget* parent = nullptr);

    /// A field that only opens something: no cursor, activated() on a click, Enter or Space.
    void setOpensOnly(bool opensOnly);

Q_SIGNALS:
    void activated();
    /// Escape in an empty field: the keyboard should go elsewhere. In a field with text it clears it.
    void left();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void makeRoom();

    QString m_keys;
    bool m_opensOnly = false;
};

} // namespace rollcall
