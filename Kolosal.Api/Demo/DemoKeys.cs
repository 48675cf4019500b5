using Kolosal.Access;

namespace Kolosal.Demo;

/// <summary>Two people for the demo, because whoever trained a model may not approve it.</summary>
/// <param name="Author">Trains.</param>
/// <param name="Approver">Promotes, reads the trail.</param>
internal sealed record DemoKeys(string Author, string Approver)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    public static async Task<DemoKeys> MakeAsync(IGrainFactory grains, TimeProvider clock) => new(
        await MakeAsync(grains, clock, "key_demo-author", "Demo: author", [Role.DataOwner, Role.Trainer]),
        await MakeAsync(grains, clock, "key_demo-approver", "Demo: approver", [Role.Admin]));

    private static async Task<string> MakeAsync(IGrainFactory grains, TimeProvider clock, string id, string name, ImmutableArray<string> roles)
    {
        string secret = ApiKeyText.NewSecret();
        await grains.ApiKey(Workspaces.Default, id).InstallAsync(
            new(name, null, roles, ApiKeyText.Hash(secret), clock.GetUtcNow() + Lifetime), replace: true);
        return ApiKeyText.Format(Workspaces.Default, id, secret);
    }
}
