#pragma once

#include <QWidget>

class QLineEdit;

namespace rollcall
{

/// The path of a file: written, or chosen with Browse.
class PathInput final : public QWidget
{
    Q_OBJECT

public:
    /// New: a file that is not there yet, and is never written over another one.
    enum class For { Existing, New };

    /// title: of the file chooser.
    PathInput(For purpose, const QString& title, QWidget* parent);

    QString path() const;
    void setPath(const QString& path);
    QLineEdit* edit() const { return m_edit; }

Q_SIGNALS:
    void changed();

private:
    void browse();

    For m_purpose;
    QString m_title;
    QLineEdit* m_edit;
};

} // namespace rollcall
