using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Kolosal.Classification;

/// <param name="Purpose">What the rows are used for.</param>
/// <param name="Recipient">Who gets them.</param>
/// <param name="DatasetId">The dataset; give this or <paramref name="Asset"/>.</param>
/// <param name="Asset">What the rows are of, where that is no dataset: <c>golden-datasets/gd_…</c>.</param>
/// <param name="Country">Where they go when that is not the home region, two capital letters.</param>
/// <param name="Basis">What a transfer abroad rests on.</param>
internal sealed record RequestDisclosureRequest(
    [property: Required, MaxLength(DisclosureRule.LongestPurpose), JsonRequired] string Purpose,
    [property: Required, MaxLength(DisclosureRule.LongestRecipient), JsonRequired] string Recipient,
    string? DatasetId = null, string? Asset = null, string? Country = null, TransferBasis? Basis = null)
{
    public Refusal? Refuse() => (Asset is null) != (DatasetId is null) ? null
        : new(RefusalKind.Unprocessable, "disclosure.no-asset", "Nothing can be asked for like this; see errors.",
            ImmutableDictionary<string, string>.Empty.Add("$.asset", "Give asset or dataset_id, one of both."));

    public string TheAsset => Asset ?? $"datasets/{DatasetId}";

    public DisclosureTerms ToTerms() => new(Purpose, Recipient, Country, Basis);
}

/// <param name="Approve">Whether rows may leave, or have rightly left.</param>
/// <param name="Note">Why.</param>
internal sealed record DecideDisclosureRequest(
    [property: JsonRequired] bool Approve,
    [property: DataType(System.ComponentModel.DataAnnotations.DataType.MultilineText), MaxLength(2_000)] string? Note = null);
