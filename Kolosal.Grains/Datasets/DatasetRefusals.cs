namespace Kolosal.Datasets;

/// <summary>What this feature refuses, as clients read it.</summary>
internal static class DatasetRefusals
{
    public static Refusal NotFound(string dataset) => Refusal.NotFound("datasets.not-found", $"There is no dataset '{dataset}' in this workspace.");

    /// <summary>What the core rejects.</summary>
    public static Refusal ToRefusal(this RejectedContentException rejected) => new(
        rejected.Kind switch
        {
            RejectionKind.Malformed => RefusalKind.Invalid,
            RejectionKind.TooLarge => RefusalKind.TooLarge,
            RejectionKind.Unsupported => RefusalKind.UnsupportedMediaType,
            _ => RefusalKind.Unprocessable,
        },
        rejected.Code, rejected.Message);
}
