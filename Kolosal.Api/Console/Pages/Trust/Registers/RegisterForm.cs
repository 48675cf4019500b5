using Kolosal.WebConsole.Pages.Watching.Parts;

namespace Kolosal.WebConsole.Pages.Trust.Registers;

/// <summary>A register: where it is, what a record of it says, and how it moves.</summary>
/// <param name="Path">Its part of the address below <c>/api/compliance</c>.</param>
/// <param name="Title">As the tab shows it.</param>
/// <param name="Noun">One record of it.</param>
/// <param name="Life">Which status may follow which, as the register itself declares it.</param>
/// <param name="Fields">What people write, beside what every record has.</param>
public sealed record RegisterForm(string Path, string Title, string Noun, RegisterLife Life, params ImmutableArray<ActionField> Fields)
{
    private static readonly ImmutableArray<ActionField> Common =
    [
        new("owner", "Owner") { Hint = "The subject who answers for it" },
        new("about", "About", FieldKind.List) { Hint = "What it concerns, such as models/credit-risk" },
        new("note", "Note", FieldKind.Lines),
    ];

    public string Address => $"/api/compliance/{Path}";

    /// <summary>Who may make one; a concern may be raised by anybody.</summary>
    public string Makes { get; init; } = "compliance.write";

    /// <summary>What making one asks for, where that is less than changing it.</summary>
    public ImmutableArray<ActionField> MadeOf { get; init; }

    public ImmutableArray<ActionField> All => [new("title", "Title") { Required = true }, .. Fields, .. Common];

    public ImmutableArray<ActionField> New => MadeOf.IsDefault ? All : MadeOf;
}
