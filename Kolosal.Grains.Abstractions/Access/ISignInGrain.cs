using System.Security.Cryptography;
using System.Text;
using Orleans.Concurrency;

namespace Kolosal.Access;

/// <summary>How somebody signs in by one door. Key <c>workspace/si_…</c>, made of the subject and the door.</summary>
[Alias("kolosal.access.ISignInGrain")]
public interface ISignInGrain : IGrainWithStringKey
{
    /// <summary>The record; 404 for somebody who never came by this door.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.AccessRead)]
    Task<Result<SignInRecord>> GetAsync();

    /// <summary>Notes that somebody came in. The same attempt again changes nothing. Only the doors call it.</summary>
    [Alias("Note"), HostOnly]
    Task<Result<SignInRecord>> NoteAsync(SignInNote note);
}

/// <summary>By which door somebody came in.</summary>
[GenerateSerializer, Alias("kolosal.sign-in-door")]
public enum SignInDoor
{
    /// <summary>The web console, with an API key or a link that stands for one.</summary>
    ConsoleKey,

    /// <summary>The web console, by way of the OpenID provider.</summary>
    ConsoleOidc,

    /// <summary>The API, with a signed token.</summary>
    Token,
}

/// <summary>Somebody came in.</summary>
/// <param name="Attempt">Names what is noted, so that it counts once however often it is told.</param>
/// <param name="Subject">Who.</param>
/// <param name="Roles">What they may here.</param>
/// <param name="Door">Where.</param>
/// <param name="Factors">How they proved who they are, as the provider says it (<c>amr</c>, RFC 8176); empty where nobody says.</param>
/// <param name="Times">Sign-ins that are told together; 1 or more.</param>
/// <param name="Weak">Of those, without several factors.</param>
/// <param name="Minutes">For how long what they got opens the door: the longest among them. 0 or more.</param>
/// <param name="At">When, the last of them.</param>
[GenerateSerializer, Immutable, Alias("kolosal.sign-in-note")]
public sealed record SignInNote(
    string Attempt, string Subject, ImmutableArray<string> Roles, SignInDoor Door, ImmutableArray<string> Factors, long Times, long Weak, int Minutes,
    DateTimeOffset At);

/// <summary>How somebody signs in by one door.</summary>
/// <param name="Id"><c>si_…</c>.</param>
/// <param name="Subject">Who.</param>
/// <param name="Door">Where.</param>
/// <param name="Roles">What they could when they last came.</param>
/// <param name="Factors">How they last proved who they are; empty where nobody said.</param>
/// <param name="Times">Sign-ins since the first.</param>
/// <param name="WeakTimes">Of those, without several factors.</param>
/// <param name="Weak">The last was without several factors.</param>
/// <param name="Minutes">For how long what they last got opens the door.</param>
/// <param name="FirstAt">The first.</param>
/// <param name="LastAt">The last.</param>
/// <param name="LastWeakAt">The last without several factors; null when there was none.</param>
/// <param name="Revision">Counts changes of what is audited.</param>
[GenerateSerializer, Immutable, Alias("kolosal.sign-in-record")]
public sealed record SignInRecord(
    string Id, string Subject, SignInDoor Door, ImmutableArray<string> Roles, ImmutableArray<string> Factors, long Times, long WeakTimes, bool Weak,
    int Minutes, DateTimeOffset FirstAt, DateTimeOffset LastAt, DateTimeOffset? LastWeakAt, long Revision);

public static class SignInGrains
{
    private const int IdBytes = 12;

    public static ISignInGrain SignIn(this IGrainFactory grains, string workspace, string id) => grains.GetGrain<ISignInGrain>($"{workspace}/{id}");

    /// <summary>How a subject comes in by a door.</summary>
    public static ISignInGrain SignInOf(this IGrainFactory grains, string workspace, string subject, SignInDoor door) =>
        grains.SignIn(workspace, SignInId(subject, door));

    /// <summary><c>si_</c> and the first 96 bits of the SHA-256 of door and subject.</summary>
    public static string SignInId(string subject, SignInDoor door) =>
        $"si_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{door}|{subject}")).AsSpan(0, IdBytes))}";
}
