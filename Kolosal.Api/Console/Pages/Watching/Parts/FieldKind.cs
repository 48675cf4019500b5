namespace Kolosal.WebConsole.Pages.Watching.Parts;

/// <summary>How a value is asked for, and as what it is sent.</summary>
public enum FieldKind
{
    Text,

    /// <summary>A text of several lines.</summary>
    Lines,

    Number,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>True, false, or not answered yet, which sends nothing.</summary>
    Answer,

    /// <summary>One of several words.</summary>
    Choice,

    /// <summary>A moment, in UTC.</summary>
    Time,

    /// <summary>Texts with commas between them.</summary>
    List,

    /// <summary>Numbers with commas between them.</summary>
    Numbers,
}
