using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Compliance.Controls;

/// <summary>Reads for what a workspace is, and what those for production hold.</summary>
internal sealed class EnvironmentFactsReader(ICatalogue catalogue, IOptionsMonitor<ComplianceOptions> options)
{
    private const string Production = "production";

    /// <returns>Null where nobody declared it.</returns>
    public async Task<EnvironmentFact?> ReadAsync(string workspace, CancellationToken cancel)
    {
        var declared = options.CurrentValue.Environments;
        if (!declared.TryGetValue(workspace, out string? name)) return null;
        var held = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        if (name != Production)
        {
            foreach (string other in declared.Where(one => one.Value == Production).Select(one => one.Key).Order(StringComparer.Ordinal))
            {
                var datasets = await new FactLists(catalogue, other, cancel).AllAsync<Kept>(CatalogueKinds.Dataset, "Datasets");
                held.UnionWith(datasets.Select(one => one.Id));
            }
        }

        return new(name, held.ToImmutable());
    }

    /// <summary>Only the ids are asked for.</summary>
    private sealed record Kept;
}
