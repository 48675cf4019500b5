namespace Kolosal.Storage;

/// <summary>One thing in the catalogue.</summary>
/// <param name="Workspace">Owner; no query sees over it.</param>
/// <param name="Kind">What it is: <c>dataset</c>, <c>run</c>, <c>model</c> …</param>
/// <param name="Id">Unique within workspace and kind.</param>
/// <param name="CreatedAt">When the thing came to be; kept in UTC.</param>
/// <param name="UpdatedAt">When it last changed; kept in UTC.</param>
/// <param name="Document">A JSON object with snake_case members: what lists show and filters read.</param>
public sealed record CatalogueEntry(string Workspace, string Kind, string Id, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string Document);
