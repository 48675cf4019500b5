using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Access;

/// <remarks>Keeps <see cref="SignInState"/>, listed as <c>sign_in</c>. Calls the audit trail alone, which names a person as it names actors.
/// </remarks>
internal sealed class SignInGrain(
    [PersistentState("sign-in")] IPersistentState<SignInState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<SignInState>(storage, catalogue, clock), ISignInGrain
{
    protected override string CatalogueKind => CatalogueKinds.SignIn;

    public Task<Result<SignInRecord>> GetAsync() => Task.FromResult<Result<SignInRecord>>(State.Exists ? State.Read(Key.Id)
        : Refusal.NotFound("access.no-sign-in", $"There is no sign-in '{Key.Id}' in this workspace."));

    public async Task<Result<SignInRecord>> NoteAsync(SignInNote note)
    {
        if (SignInGrains.SignInId(note.Subject, note.Door) != Key.Id)
            return Refusal.Unprocessable("access.wrong-sign-in", $"'{note.Subject}' is not whom {Key.Id} is of.");
        if (State.Note(note) is not { } worth) return State.Read(Key.Id);
        if (worth) await CommitAsync("access.sign-in", $"sign-ins/{Key.Id}", detail: Detail(note));
        else await StoreListedAsync();
        return State.Read(Key.Id);
    }

    protected override object? Describe() => State.Exists ? State.Read(Key.Id) : null;

    private static string Detail(SignInNote note) => JsonSerializer.Serialize(new
    {
        subject = note.Subject,
        door = WireJson.Word(note.Door),
        roles = string.Join(' ', note.Roles),
        factors = string.Join(' ', note.Factors),
        weak = note.Weak > 0,
        minutes = note.Minutes,
    });
}
