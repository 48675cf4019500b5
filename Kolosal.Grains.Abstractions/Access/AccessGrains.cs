namespace Kolosal.Access;

public static class AccessGrains
{
    /// <param name="grains">The factory.</param>
    /// <param name="workspace">Owner.</param>
    /// <param name="id">The key's id, <c>key_…</c>.</param>
    public static IApiKeyGrain ApiKey(this IGrainFactory grains, string workspace, string id) => grains.GetGrain<IApiKeyGrain>($"{workspace}/{id}");

    /// <param name="grains">The factory.</param>
    /// <param name="workspace">Owner.</param>
    /// <param name="id">The principal's id, <c>prn_…</c>.</param>
    public static IPrincipalGrain Principal(this IGrainFactory grains, string workspace, string id) =>
        grains.GetGrain<IPrincipalGrain>($"{workspace}/{id}");

    /// <param name="grains">The factory.</param>
    /// <param name="workspace">Owner.</param>
    /// <param name="hash">Lower-case hexadecimal SHA-256 of caller and key.</param>
    public static IIdempotencyGrain Idempotency(this IGrainFactory grains, string workspace, string hash) =>
        grains.GetGrain<IIdempotencyGrain>($"{workspace}/idem:{hash}");

    /// <param name="grains">The factory.</param>
    /// <param name="workspace">Owner.</param>
    /// <param name="id">The review's id, <c>rev_…</c>.</param>
    public static IAccessReviewGrain AccessReview(this IGrainFactory grains, string workspace, string id) =>
        grains.GetGrain<IAccessReviewGrain>($"{workspace}/{id}");

    /// <param name="grains">The factory.</param>
    /// <param name="workspace">Owner.</param>
    /// <param name="id">The role's id, <c>rol_…</c>.</param>
    public static IRoleGrain Role(this IGrainFactory grains, string workspace, string id) => grains.GetGrain<IRoleGrain>($"{workspace}/{id}");

    public static IIdempotencySweepGrain IdempotencySweep(this IGrainFactory grains) =>
        grains.GetGrain<IIdempotencySweepGrain>($"{ResourceKey.System}/idempotency-sweep");
}
