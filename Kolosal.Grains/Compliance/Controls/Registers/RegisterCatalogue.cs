using System.Text.Json;
using Kolosal.Compliance.Registers;
using Kolosal.Storage;

namespace Kolosal.Compliance.Controls;

/// <summary>All documents of a kind in a workspace.</summary>
internal static class RegisterCatalogue
{
    private const int Page = 500;

    /// <summary>In the order of their ids.</summary>
    public static async Task<ImmutableArray<TDocument>> AllAsync<TDocument>(
        this ICatalogue catalogue, string workspace, string kind, CancellationToken cancel)
    {
        var found = new SortedDictionary<string, TDocument>(StringComparer.Ordinal);
        for (int page = 1; ; page++)
        {
            var read = await catalogue.QueryAsync(new(workspace, kind, [], "created_at", page, Page), cancel);
            foreach (var entry in read.Items)
                if (JsonSerializer.Deserialize<TDocument>(entry.Document, WireJson.Options) is { } document) found[entry.Id] = document;
            if (read.Items.Length < Page) return [.. found.Values];
        }
    }

    /// <summary>All records of a register.</summary>
    public static Task<ImmutableArray<Registered<TFields>>> RegisterAsync<TFields>(
        this ICatalogue catalogue, string workspace, RegisterKind kind, CancellationToken cancel)
        where TFields : RegisterFields => catalogue.AllAsync<Registered<TFields>>(workspace, kind.Catalogue, cancel);
}
