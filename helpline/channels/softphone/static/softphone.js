// Puts the page together.

import * as chat from "./chat.js";
import { meet, person } from "./people.js";
import * as phone from "./phone.js";

phone.connect();
chat.connect();
person.changed = () => { phone.change(); chat.change(); };
meet();
