using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Compliance.Controls;

/// <summary>The lists of one workspace, read to a bound.</summary>
internal sealed class FactLists(ICatalogue catalogue, string workspace, CancellationToken cancel)
{
    /// <summary>Pages that are read of a list.</summary>
    public const int MostPages = 10;

    private const int PageSize = 500;
    private readonly SortedSet<string> cut = new(StringComparer.Ordinal);

    public string Workspace => workspace;

    public CancellationToken Cancel => cancel;

    /// <summary>Features of which a list had more.</summary>
    public ImmutableSortedSet<string> Cut => [.. cut];

    /// <summary>All of a kind in the order of their ids.</summary>
    /// <param name="feature">Named as cut when the list is longer than what is read.</param>
    public async Task<ImmutableArray<Listed<T>>> AllAsync<T>(string kind, string feature, params CatalogueFilter[] filters)
    {
        var all = ImmutableArray.CreateBuilder<Listed<T>>();
        for (int page = 1; page <= MostPages; page++)
        {
            var found = await catalogue.QueryAsync(new(workspace, kind, [.. filters], "id", page, PageSize), cancel);
            all.AddRange(found.Items.Select(Read<T>));
            if (found.Items.Length < PageSize) return all.ToImmutable();
        }

        cut.Add(feature);
        return all.ToImmutable();
    }

    /// <summary>The first entry that passes the filters, or null.</summary>
    public async Task<Listed<T>?> FirstAsync<T>(string kind, string sort, params CatalogueFilter[] filters) =>
        (await catalogue.QueryAsync(new(workspace, kind, [.. filters], sort, 1, 1), cancel)).Items is [var found, ..] ? Read<T>(found) : null;

    public async Task<Listed<T>?> FindAsync<T>(string kind, string id) =>
        await catalogue.FindAsync(workspace, kind, id, cancel) is { } found ? Read<T>(found) : null;

    /// <summary>Says that more of a feature exists than was read.</summary>
    public void CutOff(string feature) => cut.Add(feature);

    private static Listed<T> Read<T>(CatalogueEntry entry) => new(
        entry.Id, entry.CreatedAt, entry.UpdatedAt, JsonSerializer.Deserialize<T>(entry.Document, WireJson.Options)
            ?? throw new JsonException($"The catalogue lists {entry.Kind} {entry.Id} without a document."));
}

/// <summary>A document of a list.</summary>
internal sealed record Listed<T>(string Id, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, T Document);
