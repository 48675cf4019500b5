using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.CommandLine;

/// <summary>Why the server did not start, for the person who started it: what was needed, what came, what to do.</summary>
internal static partial class StartRefusal
{
    /// <returns>Null when the cause is a fault of the program, whose trace is wanted.</returns>
    public static string? Of(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (Told(cause) is { } told) return told;
        }

        return null;
    }

    private static string? Told(Exception cause) => cause switch
    {
        OptionsValidationException options => string.Join(' ', options.Failures.Select(Setting)),
        ValidationException setting => setting.Message,
        InvalidOperationException when Unreadable().Match(cause.Message) is { Success: true } match =>
            $"The setting {match.Groups["path"].Value} cannot be read: it is of another kind than what was given. See docs/operations.md.",
        DbException => $"The database does not take the connection: {Sentence(cause.Message)} Start it, or correct Kolosal:Storage:ConnectionString.",
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
            "A port is in use. Set --urls, Kolosal:Cluster:SiloPort or Kolosal:Cluster:GatewayPort to free ones, or stop who uses it.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            "An address to listen on is not this machine's. Correct --urls or Kolosal:Cluster:AdvertisedAddress.",
        IOException or UnauthorizedAccessException or StorageException => Sentence(cause.Message),
        FormatException when cause.Message.StartsWith("Invalid url", StringComparison.OrdinalIgnoreCase) =>
            $"{Sentence(cause.Message)} Need --urls such as http://localhost:8080.",

        // What the program itself refuses is said for people; what its parts throw at it is not.
        InvalidOperationException when cause.Source?.StartsWith("Kolosal", StringComparison.Ordinal) == true => Sentence(cause.Message),
        _ => null,
    };

    private static string Setting(string failure) => Annotated().Match(failure) is { Success: true } match
        ? $"{match.Groups["section"].Value}:{match.Groups["member"].Value}: {match.Groups["error"].Value}" : failure;

    private static string Sentence(string message) => message.TrimEnd() is var text && text.EndsWith('.') ? text : $"{text}.";

    [GeneratedRegex(
        "^DataAnnotation validation failed for '(?<section>\\w+?)(Options)?' members: '(?<member>[^']*)' with the error: '(?<error>.*)'\\.$")]
    private static partial Regex Annotated();

    [GeneratedRegex("^Failed to convert configuration value( '.*')? at '(?<path>[^']+)' to type")]
    private static partial Regex Unreadable();
}
