namespace Kolosal.Datasets;

/// <summary>What the core rejects, as the refusal that clients read.</summary>
internal static class Rejections
{
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
