using System.Globalization;
using Kolosal.Classification;
using Kolosal.Storage;

namespace Kolosal.Compliance.Controls;

/// <summary>Reads which rows left, and asks the door that records them whether it is there.</summary>
internal sealed class DisclosureFactsReader(IGrainFactory grains)
{
    /// <summary>A disclosure that is never made: it declares nothing.</summary>
    private const string Probe = "dis_probe";

    public async Task<DisclosureFacts> ReadAsync(FactLists lists, WorkspaceFacts facts)
    {
        ImmutableArray<string> guarded =
        [
            .. facts.Classifications.Where(known => known.Exists && DisclosureRule.DemandsTerms(known.Sensitivity, known.DataType))
                .Select(known => known.Asset).Order(StringComparer.Ordinal),
        ];
        var since = new CatalogueFilter(
            "created_at", FilterOperator.AtLeast, facts.AsOf.AddDays(-facts.Parameters.DisclosureDays).ToString("O", CultureInfo.InvariantCulture));
        var listed = await lists.AllAsync<DisclosureRecord>(CatalogueKinds.Disclosure, "Classification", since);
        return new(
            guarded.IsEmpty ? null : await IsRefusedAsync(lists.Workspace, guarded[0]), guarded,
            [
                .. listed.Select(one => one.Document).Where(one => one.MadeAt is not null).Select(one => new DisclosureFact(
                    one.Id, one.Asset, one.Actor, one.Purpose, one.Recipient, one.Rows, one.Times, one.MadeAt!.Value, one.Country, one.Abroad,
                    one.Basis is not null, one.Approval is { Approved: true } approval ? approval.By : null)),
            ]);
    }

    private async Task<bool> IsRefusedAsync(string workspace, string asset) =>
        !(await grains.Disclosure(workspace, Probe).MakeAsync(new(Probe, asset, "probe", 0, null))).Accepted;
}
