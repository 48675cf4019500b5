using System.Text.Json;

namespace Kolosal.WebConsole.Session;

/// <summary>One event of a stream.</summary>
/// <param name="Id">What the stream is resumed by.</param>
/// <param name="Type">The event's name.</param>
/// <param name="Data">Its document.</param>
public sealed record ServerEvent(string Id, string Type, JsonElement Data);
