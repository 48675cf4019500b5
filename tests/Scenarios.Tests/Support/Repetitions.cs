namespace Kolosal.Scenarios;

/// <summary>How often trials of a run were begun again, by what the trials themselves have stored.</summary>
internal static class Repetitions
{
    public static async Task<int> CountAsync(Client reader, string run) =>
        (await reader.GetAsync($"/api/runs/{run}/trials")).GetProperty("items").EnumerateArray()
            .Sum(trial => trial.GetProperty("attempts").GetInt32() - 1);
}
