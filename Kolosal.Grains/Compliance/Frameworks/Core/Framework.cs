namespace Kolosal.Compliance.Frameworks;

/// <summary>A standard, law or other set of controls.</summary>
/// <param name="Id">As <c>iso42001</c>.</param>
/// <param name="Name">As <c>ISO/IEC 42001</c>.</param>
/// <param name="Edition">Which edition the rows are of.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Standing">What it is.</param>
/// <param name="Note">What can be certified, if anything, and what else a reader must know.</param>
/// <param name="Controls">Its rows, in its own order.</param>
public sealed record Framework(
    string Id, string Name, string Edition, string Title, FrameworkStanding Standing, string Note, ImmutableArray<ControlRow> Controls)
{
    /// <summary>The row with an id, whatever the case of its letters; null when there is none.</summary>
    public ControlRow? Find(string control) =>
        Controls.FirstOrDefault(row => string.Equals(row.Id, control, StringComparison.OrdinalIgnoreCase))
        ?? (Controls.Where(row => string.Equals(row.Clause, control, StringComparison.OrdinalIgnoreCase)).ToArray() is [var only] ? only : null);
}
