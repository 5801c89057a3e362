import { library } from '../../tsup.shared.ts';

export default library(['index', 'functions', 'connector', 'checkpoint', 'rx']);
