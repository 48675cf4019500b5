using Kolosal.Compliance.Registers;
using Kolosal.Storage;

namespace Kolosal.Compliance.Controls;

/// <summary>Opens corrective actions in their register, owned by the holder of the role of AI owner while there is one.</summary>
internal sealed class RegisteredActions(ICatalogue catalogue, IGrainFactory grains) : ICorrectiveActions
{
    private const int LongestTitle = 200, LongestNote = 8_000, MostAbout = 100;

    public async Task OpenAsync(string workspace, CorrectiveCause cause, CancellationToken cancel)
    {
        var roles = await catalogue.RegisterAsync<ManagedRole>(workspace, RegisterKinds.ManagedRole, cancel);
        string? owner = roles.FirstOrDefault(role => role is { Status: RegisterStatus.Approved, Fields.Role: NamedRole.AiOwner })?.Fields.Holder;
        string note = string.Join('\n', (string[])[cause.Remedy, .. cause.Offenders.Select(offender => $"{offender.Id}: {offender.Wrong}")]);

        // Another of the same identity is refused: it was opened before, whatever became of it since.
        await grains.Register<ICorrectiveActionGrain>(workspace, $"{RegisterKinds.CorrectiveAction.Prefix}_{cause.Identity}").CreateAsync(new()
        {
            Title = Cut($"{cause.Subject}: {cause.Title}", LongestTitle),
            Owner = owner,
            About = [.. cause.Offenders.Select(offender => offender.Id).Concat(cause.Controls).Distinct(StringComparer.Ordinal).Take(MostAbout)],
            Control = cause.Subject,
            Due = cause.DueAt,
            Note = Cut(note, LongestNote),
        });
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..longest];
}
