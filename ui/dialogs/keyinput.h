#pragma once

#include "model/core/secret.h"

#include <QWidget>

class QLineEdit;
class QRadioButton;

namespace rollcall
{

/// Where the encryption key comes from: a file that stays where it is, or text that goes to the keychain.
class KeyInput : public QWidget
{
    Q_OBJECT

public:
    explicit KeyInput(QWidget* parent = nullptr);

    void setFile(const QString& path);
    QString file() const; ///< empty unless a file was chosen
    bool isEmpty() const;
    /// Reads the file, or the text. An empty key when nothing was given.
    Result<Secret> key() const;

Q_SIGNALS:
    void changed();

private:
    void browse();

    QRadioButton* m_useFile;
    QRadioButton* m_useText;
    QLineEdit* m_file;
    QLineEdit* m_text;
};

} // namespace rollcall
