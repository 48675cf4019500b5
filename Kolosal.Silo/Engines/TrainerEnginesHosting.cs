namespace Kolosal.Engines;

public static class TrainerEnginesHosting
{
    /// <summary>Trainers of other libraries: offered from here on, or named in the log with what they are missing.</summary>
    public static IServiceCollection AddTrainerEngines(this IServiceCollection services)
    {
        TrainerEngines.Add();
        return services.AddHostedService<MissingEngines>();
    }
}
