namespace Kolosal.Tracking;

/// <remarks>Keeps <see cref="TrackingDeskState"/>; calls experiments and models, which never call back.</remarks>
internal sealed class TrackingDeskGrain(
    [PersistentState("tracking-desk")] IPersistentState<TrackingDeskState> storage) : Grain, ITrackingDeskGrain
{
    private TrackingDeskState State => storage.State;

    private string Workspace => ResourceKey.Parse(this.GetPrimaryKeyString()).Workspace;

    public async Task<Result<TrackedExperiment>> CreateExperimentAsync(ExperimentSpec spec)
    {
        if (Objection(spec) is { } objection) return TrackingRefusals.Bad(objection);
        if (await ExperimentOfAsync(spec.Name) is { } other) return TrackingRefusals.ExperimentTaken(other.Name);
        if (State.Experiments.GetValueOrDefault(spec.Name) is not { } id || await HasAnotherNameAsync(id))
        {
            if (State.Experiments.Count >= TrackingLimits.NamesOfWorkspace) return TooMany("experiments");
            id = State.AllotExperiment(spec.Name);
            await StoreAsync();
        }
        return await Experiment(id).OpenAsync(spec);
    }

    public async Task<Result<TrackedExperiment>> RenameExperimentAsync(string id, string name)
    {
        if (TrackingLimits.NameObjection("an experiment", name) is { } objection) return TrackingRefusals.Bad(objection);
        var experiment = await Experiment(id).GetAsync();
        if (!experiment.Accepted || experiment.Value.Name == name) return experiment;
        if (await ExperimentOfAsync(name) is { } other) return TrackingRefusals.ExperimentTaken(other.Name);

        State.Experiments[name] = id;
        await StoreAsync();
        var renamed = await Experiment(id).RenameAsync(name);

        // Whichever of the two names the experiment does not have is free; after a crash before this it is found so by who wants it.
        State.Experiments.Remove(renamed.Accepted ? experiment.Value.Name : name);
        await StoreAsync();
        return renamed;
    }

    public async Task<Result<TrackedExperiment>> FindExperimentAsync(string name) =>
        await ExperimentOfAsync(name) is { } experiment ? experiment : Refusal.NotFound(
            "tracking.experiment-not-found", $"There is no experiment of the name '{name}' in this workspace.");

    public async Task<Result<TrackedModel>> CreateModelAsync(TrackedModelSpec spec)
    {
        if (Objection(spec) is { } objection) return TrackingRefusals.Bad(objection);
        if (await ModelOfAsync(spec.Name) is not null) return TrackingRefusals.ModelTaken(spec.Name);
        if (State.Models.GetValueOrDefault(spec.Name) is not { } id || await IsOfAnotherNameAsync(id))
        {
            if (State.Models.Count >= TrackingLimits.NamesOfWorkspace) return TooMany("registered models");
            id = State.AllotModel(spec.Name);
            await StoreAsync();
        }
        return await Model(id).OpenAsync(spec);
    }

    public async Task<Result<TrackedModel>> RenameModelAsync(string name, string newName)
    {
        if (TrackingLimits.ModelNameObjection(newName) is { } objection) return TrackingRefusals.Bad(objection);
        var model = await ModelOfAsync(name);

        // Who repeats a renaming whose answer was lost finds the model under its new name.
        if (model is null) return await ModelOfAsync(newName) is { } done && State.Models.GetValueOrDefault(name) == done.Id
            ? done : TrackingRefusals.NoModel(name);
        if (name == newName) return model;
        if (await ModelOfAsync(newName) is not null) return TrackingRefusals.ModelTaken(newName);

        // The old name stays with the model until somebody else wants it: a repeated command is known by it.
        State.Models[newName] = model.Id;
        await StoreAsync();
        return await Model(model.Id).RenameAsync(newName);
    }

    public async Task<Result<TrackedModel>> DeleteModelAsync(string name)
    {
        if (await ModelOfAsync(name) is not { } model) return TrackingRefusals.NoModel(name);
        return await Model(model.Id).DeleteAsync();
    }

    public async Task<Result<TrackedModel>> FindModelAsync(string name) =>
        await ModelOfAsync(name) is { } model ? model : TrackingRefusals.NoModel(name);

    private IExperimentGrain Experiment(string id) => GrainFactory.Experiment(new(Workspace, id));

    private ITrackedModelGrain Model(string id) => GrainFactory.TrackedModel(new(Workspace, id));

    /// <summary>The experiment that has the name; the desk alone may be ahead or behind.</summary>
    private async Task<TrackedExperiment?> ExperimentOfAsync(string name) =>
        State.Experiments.GetValueOrDefault(name) is { } id && await Experiment(id).GetAsync() is { Accepted: true, Value: { } experiment }
        && experiment.Name == name ? experiment : null;

    private async Task<TrackedModel?> ModelOfAsync(string name) =>
        State.Models.GetValueOrDefault(name) is { } id && await Model(id).GetAsync() is { Accepted: true, Value: { } model }
        && model.Name == name ? model : null;

    private async Task<bool> HasAnotherNameAsync(string id) => (await Experiment(id).GetAsync()).Accepted;

    /// <summary>It has another name, or had this one and is deleted: then its number is used up.</summary>
    private async Task<bool> IsOfAnotherNameAsync(string id) =>
        await Model(id).GetAsync() is var model && (model.Accepted || model.Refusal.Kind == RefusalKind.Gone);

    private static string? Objection(ExperimentSpec spec) =>
        TrackingLimits.NameObjection("an experiment", spec.Name)
        ?? TrackingLimits.TextObjection("artifact location", spec.ArtifactLocation ?? "", TrackingLimits.LongestUri)
        ?? TagObjection(spec.Tags, TrackingLimits.LongestTag, ExperimentState.MostTags);

    private static string? Objection(TrackedModelSpec spec) =>
        TrackingLimits.ModelNameObjection(spec.Name)
        ?? TrackingLimits.TextObjection("description", spec.Description, TrackingLimits.LongestProse)
        ?? TagObjection(spec.Tags, TrackingLimits.LongestProse, TrackedModelState.MostTags);

    internal static string? TagObjection(ImmutableDictionary<string, string> tags, int longest, int most) =>
        tags.Count > most ? $"At most {most} tags, got {tags.Count}."
        : tags.Select(tag => TrackingLimits.KeyObjection(tag.Key) ?? TrackingLimits.TextObjection("tag", tag.Value, longest))
            .FirstOrDefault(objection => objection is not null);

    private static Refusal TooMany(string what) => TrackingRefusals.Full(
        "tracking.too-many-names", $"A workspace has at most {TrackingLimits.NamesOfWorkspace} {what}.");

    private async Task StoreAsync()
    {
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            // What was not stored must not be acted on: the next caller meets the stored state.
            DeactivateOnIdle();
            throw;
        }
    }
}
